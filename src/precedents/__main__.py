"""`python -m precedents`: the command line."""

from precedents.cli import main

if __name__ == "__main__":
    main()
