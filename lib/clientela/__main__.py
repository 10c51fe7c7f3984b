from clientela.cli import app

app()
