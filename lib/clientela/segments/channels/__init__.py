"""By channel of purchase: who is still there, who came back, what they are worth, the web apart; and campaigns over all channels in one calendar."""
