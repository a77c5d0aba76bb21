package pgconform.scenario;

/** A variable that a scenario quantifies over. */
public record Variable(Place place, String name, Generator generator) {}
