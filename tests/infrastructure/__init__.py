"""What tests need from outside Python: database servers, a browser, a web server; and words for a missing one."""
