"""The engine that runs any system: the world and its clock, actors, parameters, laws, traces."""
