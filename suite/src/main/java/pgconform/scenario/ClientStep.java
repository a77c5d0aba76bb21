package pgconform.scenario;

/** A step of scenarios about clients, which scenarios about servers cannot use. */
public interface ClientStep extends Step {}
