"""What is run by hand when the library is looked after."""
