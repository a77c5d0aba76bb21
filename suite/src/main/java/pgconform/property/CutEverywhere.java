package pgconform.property;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCases;
import net.jqwik.api.ExhaustiveGenerator;
import net.jqwik.api.RandomGenerator;
import net.jqwik.api.Shrinkable;
import net.jqwik.api.ShrinkingDistance;

/** Each octet in a separate segment; a simpler framing has fewer cuts. */
final class CutEverywhere implements Arbitrary<Framing> {
  private final Fewer everywhere;

  CutEverywhere(int size) {
    everywhere = new Fewer(new Framing(IntStream.range(1, size).boxed().toList()));
  }

  @Override
  public RandomGenerator<Framing> generator(int genSize) {
    return random -> everywhere;
  }

  @Override
  public EdgeCases<Framing> edgeCases(int maxEdgeCases) {
    return EdgeCases.fromSupplier(() -> everywhere);
  }

  @Override
  public Optional<ExhaustiveGenerator<Framing>> exhaustive(long maxNumberOfSamples) {
    return Arbitraries.just(everywhere.value()).exhaustive(maxNumberOfSamples);
  }

  /** A framing that is simplified by removing half of the cuts, a quarter of them, and so on. */
  private record Fewer(Framing value) implements Shrinkable<Framing> {
    @Override
    public Stream<Shrinkable<Framing>> shrink() {
      List<Integer> cuts = value.cuts();
      return IntStream.iterate(cuts.size(), n -> n > 0, n -> n / 2)
          .boxed()
          .flatMap(
              n ->
                  IntStream.iterate(0, from -> from < cuts.size(), from -> from + n)
                      .mapToObj(from -> without(cuts, from, Math.min(cuts.size(), from + n))));
    }

    private static Fewer without(List<Integer> cuts, int from, int to) {
      List<Integer> rest = new ArrayList<>(cuts);
      rest.subList(from, to).clear();
      return new Fewer(new Framing(rest));
    }

    @Override
    public ShrinkingDistance distance() {
      return ShrinkingDistance.of(value.cuts().size());
    }
  }
}
