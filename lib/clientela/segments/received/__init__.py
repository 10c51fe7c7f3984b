"""What each group was promised beside what it received: parcels late, complaints, how content it is."""
