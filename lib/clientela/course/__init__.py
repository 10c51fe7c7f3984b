"""The course: lessons in YAML, answers out of a company's last report; pages, slides, worksheets and question banks; and the worksheets read back."""
