"""Where things are on the disk: the project, its companies, its reports; and folders in the making."""
