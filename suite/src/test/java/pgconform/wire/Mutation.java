package pgconform.wire;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** A small change to octets, at a place given as a share of all of them. */
record Mutation(Kind kind, double place, int value) {
  enum Kind {
    FLIP,
    OVERWRITE,
    OVERWRITE_INT32,
    REMOVE,
    INSERT,
    TRUNCATE
  }

  static Arbitrary<List<Mutation>> some() {
    Arbitrary<Integer> value =
        Arbitraries.oneOf(Arbitraries.integers().between(-8, 64), Arbitraries.integers());
    return Combinators.combine(
            Arbitraries.of(Kind.class), Arbitraries.doubles().between(0, 1), value)
        .as(Mutation::new)
        .list()
        .ofMinSize(1)
        .ofMaxSize(4);
  }

  static Bytes applyAll(List<Mutation> mutations, Bytes octets) {
    Bytes changed = octets;
    for (Mutation mutation : mutations) {
      changed = mutation.apply(changed);
    }
    return changed;
  }

  private Bytes apply(Bytes octets) {
    if (octets.isEmpty()) {
      return octets;
    }
    // Most of what is interesting stands at the beginning.
    int at = (int) (place * place * (octets.size() - 1));
    int next = Math.min(octets.size(), at + 1);
    int behind = Math.min(octets.size(), at + 4);
    Bytes before = octets.slice(0, at);
    Bytes octet = Bytes.of((byte) value);
    return switch (kind) {
      case FLIP ->
          before
              .plus(Bytes.of((byte) (octets.get(at) ^ 1 << (value & 7))))
              .plus(octets.slice(next, octets.size()));
      case OVERWRITE -> before.plus(octet).plus(octets.slice(next, octets.size()));
      case OVERWRITE_INT32 ->
          before
              .plus(Frame.raw(Bytes.EMPTY).withCode(value).body())
              .plus(octets.slice(behind, octets.size()));
      case REMOVE ->
          before.plus(octets.slice(Math.min(octets.size(), at + (value & 7)), octets.size()));
      case INSERT -> before.plus(octet).plus(octets.slice(at, octets.size()));
      case TRUNCATE -> before;
    };
  }
}
