package pgconform.property;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.BiFunction;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import pgconform.link.Transport;
import pgconform.scenario.Generator;
import pgconform.wire.Bytes;
import pgconform.wire.Parameter;

/** Makes an Arbitrary for each kind of generator. The first values are the simplest ones. */
final class Generators {
  private static final int LARGEST = 65_536;

  /** The number of items above which a value is long. */
  private static final int LONG = 1_000;

  /** The last character before the surrogates. */
  private static final char LAST = '\uD7FF';

  private final VariableBounds space;

  Generators(VariableBounds space) {
    this.space = space;
  }

  /** Returns the values of a variable, given the values of the variables that it depends on. */
  Arbitrary<Object> of(Generator generator, Map<String, Object> values) {
    if (generator instanceof Generator.OneOf oneOf) {
      return Arbitraries.of(new ArrayList<Object>(oneOf.values()));
    } else if (generator instanceof Generator.Integers integers) {
      Generator.Range range = integers.range();
      long from = range.from().in(values);
      return Arbitraries.longs().between(from, Math.max(from, range.upTo().in(values))).asGeneric();
    } else if (generator instanceof Generator.Transports transports) {
      return Arbitraries.of(new ArrayList<Object>(offered(transports)));
    } else if (generator instanceof Generator.Versions) {
      return versions();
    } else if (generator instanceof Generator.WrongKeys wrong) {
      return wrongKeys(wrong);
    } else if (generator instanceof Generator.Framings framings) {
      int size = (int) Math.max(2, framings.size().in(values));
      return framings.endings() ? framings(size) : cuts(size).asGeneric();
    } else if (generator instanceof Generator.Octets octets) {
      int[] size = size(octets.size(), values);
      return bytes(size[0], size[1]).asGeneric();
    } else if (generator instanceof Generator.Texts texts) {
      int[] size = size(texts.size(), values);
      return strings(size[0], size[1]).asGeneric();
    } else if (generator instanceof Generator.StartUpParameters parameters) {
      int[] count = size(parameters.count(), values);
      return (parameters.protocolOptions() ? protocolOption() : runTimeParameter())
          .list()
          .ofMinSize(count[0])
          .ofMaxSize(count[1])
          .map(ParameterList::new)
          .asGeneric();
    } else if (generator instanceof Generator.Pipelines pipelines) {
      return new Pipelines(pipelines).asGeneric();
    } else if (generator instanceof Generator.Delays delays) {
      return Arbitraries.longs()
          .between(delays.fromMicros(), delays.upToMicros())
          .map(micros -> Duration.ofNanos(micros * 1000))
          .asGeneric();
    }
    throw new IllegalArgumentException("unknown generator " + generator);
  }

  private static int[] size(Generator.Range range, Map<String, Object> values) {
    int from = (int) Math.max(0, Math.min(LARGEST, range.from().in(values)));
    return new int[] {from, (int) Math.max(from, Math.min(LARGEST, range.upTo().in(values)))};
  }

  private static Arbitrary<Object> versions() {
    Arbitrary<String> known = Arbitraries.of("3.0", "3.2", "3.1", "3.3", "3.9999", "3.65535");
    Arbitrary<String> other = Arbitraries.integers().between(3, 65_535).map(n -> "3." + n);
    return Arbitraries.oneOf(List.of(known, other)).asGeneric();
  }

  /** Returns names and values that every PostgreSQL accepts from every user. */
  private static Arbitrary<Parameter> runTimeParameter() {
    return Arbitraries.of(
        new Parameter("application_name", "pgconform"),
        new Parameter("client_encoding", "UTF8"),
        new Parameter("client_encoding", "LATIN1"),
        new Parameter("DateStyle", "ISO, DMY"),
        new Parameter("TimeZone", "UTC"),
        new Parameter("TimeZone", "Asia/Kolkata"),
        new Parameter("extra_float_digits", "1"),
        new Parameter("search_path", "public"),
        new Parameter("statement_timeout", "0"),
        new Parameter("IntervalStyle", "iso_8601"),
        new Parameter("pgconform.custom", "1"));
  }

  private static Arbitrary<Parameter> protocolOption() {
    Arbitrary<String> name =
        Arbitraries.strings().withCharRange('a', 'z').withChars('_').ofMinLength(1).ofMaxLength(12);
    return Combinators.combine(name, strings(0, 8)).as((n, v) -> new Parameter("_pq_." + n, v));
  }

  private List<Transport> offered(Generator.Transports transports) {
    List<Transport> offered =
        space.transports().stream()
            .filter(t -> transports.among().isEmpty() || transports.among().contains(t.toString()))
            .toList();
    // Missing transports are reported as unsupported before any case is drawn.
    return offered.isEmpty() ? List.of(Transport.PLAIN) : offered;
  }

  private Arbitrary<Object> wrongKeys(Generator.WrongKeys wrong) {
    List<Arbitrary<Object>> kinds = new ArrayList<>();
    for (KeyChange.Kind kind : KeyChange.Kind.values()) {
      boolean wanted =
          wrong.kinds().isEmpty() || wrong.kinds().contains(kind.name().toLowerCase(Locale.ROOT));
      if (wanted) {
        kinds.add(keyChange(kind));
      }
    }
    return Arbitraries.oneOf(kinds);
  }

  private Arbitrary<Object> keyChange(KeyChange.Kind kind) {
    int size = space.keySize();
    return switch (kind) {
      case FLIP -> numbered(kind, 0, size * 8 - 1);
      case TRUNCATE -> numbered(kind, 0, size - 1);
      case ZERO, ONES, REVERSE -> Arbitraries.just(new KeyChange(kind, 0, Bytes.EMPTY));
      case RANDOM -> bytes(size, size).map(b -> new KeyChange(kind, 0, b)).asGeneric();
      case EXTEND -> bytes(1, 260).map(b -> new KeyChange(kind, 0, b)).asGeneric();
    };
  }

  private static Arbitrary<Object> numbered(KeyChange.Kind kind, int from, int upTo) {
    return Arbitraries.integers()
        .between(from, upTo)
        .map(n -> new KeyChange(kind, n, Bytes.EMPTY))
        .asGeneric();
  }

  private static Arbitrary<Framing> cuts(int size) {
    Arbitrary<Integer> position = Arbitraries.integers().between(1, size - 1);
    return Arbitraries.oneOf(
        List.of(
            Arbitraries.just(Framing.WHOLE),
            position.map(cut -> new Framing(List.of(cut))),
            new CutEverywhere(size),
            position.list().uniqueElements().ofMinSize(1).ofMaxSize(size - 1).map(Framing::new)));
  }

  private static Arbitrary<Object> framings(int size) {
    Arbitrary<Bytes> trailing =
        Arbitraries.oneOf(List.of(Arbitraries.just(Bytes.EMPTY), bytes(1, 64)));
    return Combinators.combine(cuts(size), trailing, Arbitraries.of(Framing.Ending.class))
        .as((cuts, octets, ending) -> new Framing(cuts.cuts(), octets, ending))
        .asGeneric();
  }

  private static Arbitrary<Bytes> bytes(int from, int upTo) {
    return shortOrLong(
        from,
        upTo,
        (least, most) ->
            Arbitraries.bytes().array(byte[].class).ofMinSize(least).ofMaxSize(most).map(Bytes::of),
        (size, seed) -> {
          byte[] octets = new byte[size];
          if (seed != 0) {
            new Random(seed).nextBytes(octets);
          }
          return Bytes.of(octets);
        });
  }

  private static Arbitrary<String> strings(int from, int upTo) {
    return shortOrLong(
        from,
        upTo,
        (least, most) ->
            Arbitraries.strings()
                .withCharRange('\u0001', LAST)
                .ofMinLength(least)
                .ofMaxLength(most),
        (size, seed) -> {
          StringBuilder text = new StringBuilder("a".repeat(size));
          Random random = new Random(seed);
          for (int i = 0; seed != 0 && i < size; i++) {
            text.setCharAt(i, (char) (1 + random.nextInt(LAST)));
          }
          return text.toString();
        });
  }

  /**
   * Returns values of which long ones are made from their size and a number, so that there are
   * fewer simpler ones to try.
   */
  private static <T> Arbitrary<T> shortOrLong(
      int from,
      int upTo,
      BiFunction<Integer, Integer, Arbitrary<T>> ofItems,
      BiFunction<Integer, Integer, T> ofSeed) {
    if (upTo <= LONG) {
      return ofItems.apply(from, upTo);
    }
    Arbitrary<T> ofSeeds =
        Combinators.combine(
                Arbitraries.integers().between(from, upTo),
                Arbitraries.integers().greaterOrEqual(0))
            .as(ofSeed::apply);
    return from > LONG ? ofSeeds : Arbitraries.oneOf(List.of(ofItems.apply(from, LONG), ofSeeds));
  }
}
