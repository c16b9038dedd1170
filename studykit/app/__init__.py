"""The use cases: what the program does, with no terminal and no command line. Commands and screens call them."""
