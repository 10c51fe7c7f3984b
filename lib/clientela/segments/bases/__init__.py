"""What tells most about the next period: who customers are, where they live, how they buy, what they buy, how they live."""
