"""Time expressions and their values, after ISO-TimeML."""
