"""The course made: a module as Markdown in its editions, pages, books, slides, worksheets, banks of questions."""
