"""Opens pages of `tessera report` in headless Chromium and measures them.

A page may load nothing, write nothing to the console, and at 400 and 1,200 pixels, light and dark, has no text that
contrasts too little (WCAG 2.2, AA), is too small, cut off or covered, and nothing wider than its window.
"""

import argparse
import os
import pathlib
import re
import sys
import tempfile

from browser import Browser

FOLDER = pathlib.Path(__file__).parent


def outside(text):
    """What a page would load from elsewhere; links in attributes and style sheets."""
    found = re.findall(r"""(?:src|href|srcset|action)\s*=\s*["']?([^"'\s>]+)""", text)
    found += re.findall(r"url\(([^)]*)\)|@import\s+([^;]+)", text)
    return [link for link in found if not str(link).startswith("#")]


def check(browser, page, pictures):
    """Returns the problems of a page, and writes pictures of it where a folder is given."""
    text = page.read_text(encoding="utf-8")
    problems = [f"the text names {link}" for link in outside(text)]
    for width in (400, 1200):
        for scheme in ("light", "dark"):
            requests, console = browser.open(page.resolve().as_uri(), width, scheme)
            others = [url for url in requests if url != page.resolve().as_uri()]
            found = [f"requests {url}" for url in others] + [f"the console says {line}" for line in console]
            measured = browser.evaluate((FOLDER / "measure.js").read_text(encoding="utf-8"))
            found += measured["problems"]
            if measured["pictures"] == 0 or measured["texts"] < 20:
                found.append("the page is empty")
            problems += [f"{width} pixels, {scheme}: {problem}" for problem in found]
            if pictures:
                browser.screenshot(str(pictures / f"{page.stem}-{width}-{scheme}.png"))
    return problems


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--chromium", default="chromium")
    parser.add_argument("--pictures", type=pathlib.Path, help="a folder for pictures of the pages")
    parser.add_argument("pages", nargs="+", type=pathlib.Path)
    options = parser.parse_args()
    if options.pictures:
        os.makedirs(options.pictures, exist_ok=True)
    (passed, failed) = (0, 0)
    with tempfile.TemporaryDirectory() as profile:
        browser = Browser(options.chromium, profile)
        for page in options.pages:
            problems = check(browser, page, options.pictures)
            for problem in problems:
                print(f"{page.name}: {problem}")
            passed, failed = passed + (not problems), failed + bool(problems)
        browser.close()
    print(f"{passed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
