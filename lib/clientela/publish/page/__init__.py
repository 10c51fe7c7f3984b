"""The pages: first page, chapters, appendix, joined into one source and rendered by Quarto, or by Pandoc and Typst."""
