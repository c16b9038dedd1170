"""What plays any scenario: the world and its clock, actors, parameters, laws, traces. Knows no system."""
