package pgconform.wire;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;

/** The sizes of the pieces in which octets arrive, used over and over until all have. */
record Cuts(List<Integer> sizes) {
  /** Everything at once. */
  static final Cuts NONE = new Cuts(List.of(Integer.MAX_VALUE));

  /** One octet at a time. */
  static final Cuts SINGLE = new Cuts(List.of(1));

  static Arbitrary<Cuts> arbitrary() {
    Arbitrary<Integer> size =
        Arbitraries.oneOf(
            Arbitraries.integers().between(0, 8), Arbitraries.integers().between(0, 70_000));
    return Arbitraries.oneOf(
        size.list()
            .ofMinSize(1)
            .ofMaxSize(8)
            .filter(sizes -> sizes.stream().anyMatch(s -> s > 0))
            .map(Cuts::new),
        Arbitraries.of(NONE, SINGLE));
  }

  /** Feeds all octets, from an array in which others stand around them. */
  void feed(Bytes octets, Feed feed) {
    byte[] array = Bytes.of((byte) 1, (byte) 2).plus(octets).plus(Bytes.of((byte) 3)).toArray();
    int end = array.length - 1;
    int at = 2;
    for (int i = 0; at < end; i++) {
      int size = Math.min(end - at, sizes.get(i % sizes.size()));
      feed.feed(array, at, size);
      at += size;
    }
  }

  /** Takes one piece. */
  @FunctionalInterface
  interface Feed {
    void feed(byte[] octets, int offset, int length);
  }
}
