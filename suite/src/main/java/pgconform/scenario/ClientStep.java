package pgconform.scenario;

/** A step of scenarios about clients, which no scenario about servers has. */
public interface ClientStep extends Step {}
