"""Parses a page as a browser does, by the HTML standard's algorithm, and prints every parse error.

Usage: html_page.py FILE     exit status 1 when the page has errors
"""

import sys

import html5lib

with open(sys.argv[1], encoding="utf-8", newline="") as page:
    parser = html5lib.HTMLParser()
    parser.parse(page.read())
for (line, column), code, details in parser.errors:
    print(f"line {line}, column {column}: {code} {details}")
sys.exit(1 if parser.errors else 0)
