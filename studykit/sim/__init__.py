"""Small deterministic simulations of real services: clock, services, roles, scenario, trace, frames."""
