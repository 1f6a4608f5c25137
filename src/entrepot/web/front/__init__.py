"""What every page shares: language, theme, policy, assets, errors."""
