package pgconform.property;

import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCases;
import net.jqwik.api.ExhaustiveGenerator;
import net.jqwik.api.RandomGenerator;
import net.jqwik.api.Shrinkable;
import net.jqwik.api.ShrinkingDistance;
import pgconform.scenario.Generator;

/**
 * Draws pipelines whose answers are known; a simpler one has fewer messages, and then simpler ones.
 */
final class Pipelines implements Arbitrary<Pipeline> {
  private final Generator.Pipelines kinds;

  Pipelines(Generator.Pipelines kinds) {
    this.kinds = kinds;
  }

  @Override
  public RandomGenerator<Pipeline> generator(int genSize) {
    return random -> {
      Pipeline pipeline = PipelineDraw.draw(random, kinds);
      while (!suits(pipeline)) {
        pipeline = PipelineDraw.draw(random, kinds);
      }
      return new Simpler(pipeline);
    };
  }

  @Override
  public EdgeCases<Pipeline> edgeCases(int maxEdgeCases) {
    return EdgeCases.fromSupplier(() -> new Simpler(CoveringPipeline.of(kinds)));
  }

  @Override
  public Optional<ExhaustiveGenerator<Pipeline>> exhaustive(long maxNumberOfSamples) {
    return Optional.empty();
  }

  /**
   * Returns whether the answers are known. Unless names are asked for, they must also be known
   * behind a pooler that gives the next transaction to another server.
   */
  private boolean suits(Pipeline pipeline) {
    return pipeline
        .foretold()
        .filter(model -> kinds.has("names") || !(model.missed() || model.leaned()))
        .isPresent();
  }

  /**
   * A pipeline that is simplified by removing half of its messages, a quarter of them, and so on.
   */
  private final class Simpler implements Shrinkable<Pipeline> {
    private final Pipeline value;

    private Simpler(Pipeline value) {
      this.value = value;
    }

    @Override
    public Pipeline value() {
      return value;
    }

    @Override
    public Stream<Shrinkable<Pipeline>> shrink() {
      int size = value.messages().size();
      Stream<Pipeline> shorter =
          IntStream.iterate(size / 2, n -> n > 0, n -> n / 2)
              .boxed()
              .flatMap(
                  n ->
                      IntStream.iterate(0, from -> from < size, from -> from + n)
                          .mapToObj(from -> value.without(from, Math.min(size, from + n))));
      // One statement often has three messages, none of which can be removed alone.
      Stream<Pipeline> byStatement =
          IntStream.rangeClosed(2, Math.min(7, size - 1))
              .boxed()
              .flatMap(
                  n ->
                      IntStream.rangeClosed(0, size - n)
                          .mapToObj(from -> value.without(from, from + n)));
      Stream<Pipeline> plainer =
          IntStream.range(0, size)
              .boxed()
              .flatMap(
                  i ->
                      value.messages().get(i).simpler().stream()
                          .map(plain -> value.with(i, plain)));
      return Stream.of(shorter, byStatement, plainer)
          .flatMap(stream -> stream)
          .filter(pipeline -> !pipeline.messages().isEmpty() && suits(pipeline))
          .map(Simpler::new);
    }

    @Override
    public ShrinkingDistance distance() {
      return ShrinkingDistance.of(value.messages().size(), value.toString().length());
    }
  }
}
