package pgconform.wire;

import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** Arbitrary fields of messages. */
final class Values {
  private static final int FEW = 4;

  private Values() {}

  static Arbitrary<Integer> int32() {
    return Arbitraries.integers();
  }

  static Arbitrary<Integer> int16() {
    return Arbitraries.integers().between(Short.MIN_VALUE, Short.MAX_VALUE);
  }

  static Arbitrary<Integer> int8() {
    return Arbitraries.integers().between(0, 0xff);
  }

  static Arbitrary<Bytes> bytes() {
    return Arbitraries.bytes().array(byte[].class).ofMaxSize(40).map(Bytes::of);
  }

  static Arbitrary<Bytes> bytes(int size) {
    return Arbitraries.bytes().array(byte[].class).ofSize(size).map(Bytes::of);
  }

  /** Mostly short, and from time to time anything up to a size. */
  static Arbitrary<Bytes> bytesUpTo(int most) {
    Arbitrary<Bytes> large =
        Arbitraries.randomValue(
            random -> {
              byte[] octets = new byte[random.nextInt(most + 1)];
              random.nextBytes(octets);
              return Bytes.of(octets);
            });
    return Arbitraries.frequencyOf(
        Tuple.of(15, bytes()),
        Tuple.of(1, large),
        Tuple.of(1, Arbitraries.just(Bytes.of(new byte[most]))));
  }

  static Arbitrary<Optional<Bytes>> value() {
    return bytesUpTo(5000).optional(0.8);
  }

  /** Any octets that can stand before a terminator, most of which are no valid UTF-8. */
  private static Arbitrary<String> octets() {
    return Arbitraries.integers()
        .between(1, 0xff)
        .list()
        .ofMaxSize(20)
        .map(
            list -> {
              byte[] octets = new byte[list.size()];
              for (int i = 0; i < octets.length; i++) {
                octets[i] = list.get(i).byteValue();
              }
              return Text.decode(octets, 0, octets.length);
            });
  }

  /** Valid text from all of Unicode. */
  private static Arbitrary<String> unicode() {
    return Arbitraries.integers()
        .between(1, Character.MAX_CODE_POINT)
        .filter(c -> c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE)
        .list()
        .ofMaxSize(10)
        .map(list -> list.stream().map(Character::toString).reduce("", String::concat));
  }

  static Arbitrary<String> text() {
    return Arbitraries.oneOf(
        Arbitraries.strings().withCharRange(' ', '~').ofMaxLength(20), octets(), unicode());
  }

  static Arbitrary<String> name() {
    return text().filter(text -> !text.isEmpty());
  }

  static <T> Arbitrary<List<T>> few(Arbitrary<T> entry) {
    return entry.list().ofMaxSize(FEW);
  }

  static Arbitrary<Field> field() {
    Arbitrary<Character> code =
        Arbitraries.oneOf(
            Arbitraries.chars().range('\u0001', '\u00ff'), Arbitraries.of('S', 'V', 'C', 'M'));
    return Combinators.combine(code, text()).as(Field::new);
  }

  static Arbitrary<Column> column() {
    return Combinators.combine(text(), int32(), int16(), int32(), int16(), int32(), int16())
        .as(Column::new);
  }
}
