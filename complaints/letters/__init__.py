"""Official letters: names in their forms, templates in a sandbox, DOCX and PDF. Knows no models and no database."""
