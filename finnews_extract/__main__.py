"""`python -m finnews_extract` is the `finnews-extract` command."""

from finnews_extract.cli import main

if __name__ == "__main__":
    main()
