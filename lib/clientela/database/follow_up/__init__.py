"""What became of what was sent and asked: mailings and invitations, and who answers the surveys."""
