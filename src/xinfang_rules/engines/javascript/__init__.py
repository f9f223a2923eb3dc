"""The engine of the form on the web site: the program of each edition printed as functions of one JavaScript module."""
