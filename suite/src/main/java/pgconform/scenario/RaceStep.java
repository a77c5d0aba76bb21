package pgconform.scenario;

/**
 * Has the client cancel repeatedly, carries each cancel out late, and checks whether the next query
 * comes before that.
 *
 * @param name the program's name for the connection
 * @param on the session
 * @param rounds the number of cancels
 * @param late how long after its CancelRequest a cancel takes effect
 * @param counted whether queries that come too early are counted; otherwise they break the
 *     requirement
 */
public record RaceStep(
    Place place, String name, String on, Expression rounds, Expression late, boolean counted)
    implements ClientStep {
  static final MappingSchema<Step> FORM =
      MappingSchema.step(
          "race",
          "Scenarios about clients: in each round, the program is told to run a query and to cancel"
              + " it; the query is answered when the CancelRequest has come, and the cancel takes"
              + " effect later, as PostgreSQL's do: only then the connection of the cancel is"
              + " closed. As soon as the program has answered both, it is told to run the next"
              + " query. A next query that comes before the cancel takes effect is hit by it, and"
              + " breaks the requirement unless it is counted.",
          f ->
              new RaceStep(
                  f.place(),
                  f.required("race", "What the program calls the connection.", Type.NAME),
                  f.required("on", "The session.", Type.NAME),
                  f.required("rounds", "How many: a number or a variable.", StepFields.COUNT),
                  f.required(
                      "late",
                      "How long after its CancelRequest a cancel takes effect, such as `5ms`.",
                      StepFields.TIME),
                  f.optional(
                      "counted",
                      "Whether the queries that are hit are counted, and the number is told with"
                          + " its confidence, instead of breaking the requirement.",
                      Type.FLAG,
                      "false")));

  @Override
  public StepProperties parts() {
    return new StepProperties().uses(name).uses(on).values(rounds, late).judging();
  }

  @Override
  public String told() {
    return "%s times, %s cancels a query on %s, the cancel takes effect %s after it has come, and %s"
        .formatted(
            rounds,
            name,
            on,
            late,
            counted
                ? "the next queries that come before that are counted"
                : "the next query does not come before that");
  }

  @Override
  public <X extends Exception> void accept(Steps.Visitor<X> visitor) throws X {
    visitor.race(this);
  }
}
