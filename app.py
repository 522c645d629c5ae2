"""Starts the development server: python app.py. Nothing imports this file; `import app` is always the package."""

import os

if __name__ == "__main__":
    from app import create_app

    create_app().run(host="127.0.0.1", port=int(os.environ.get("PORT", "8000")))
