"""Reading a passage: names, dates, figures, cues and claims proposed by rules and gazetteers, without the database."""
