// Not part of the page.
