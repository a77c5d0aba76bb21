package pgconform.property;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import pgconform.wire.Bytes;

/** That cuts change nothing but where segments end. */
class FramingTest {
  @Property
  void segmentsAreTheWhole(
      @ForAll @Size(max = 60) List<@IntRange(min = 0, max = 120) Integer> cuts,
      @ForAll @Size(max = 100) byte[] octets) {
    Bytes whole = Bytes.of(octets);
    List<Bytes> segments = new Framing(cuts).segments(whole);
    assertEquals(whole, segments.stream().reduce(Bytes.EMPTY, Bytes::plus));
    assertTrue(octets.length == 0 || segments.stream().noneMatch(Bytes::isEmpty));
    long within = cuts.stream().distinct().filter(c -> c > 0 && c < octets.length).count();
    assertEquals(within + 1, segments.size());
  }

  @Property
  void whatIsWrittenCanBeRead(
      @ForAll @Size(max = 60) List<@IntRange(min = 1, max = 999_999) Integer> cuts) {
    Framing framing = new Framing(cuts);
    assertEquals(Optional.of(framing), Framing.parse(framing.toString()));
  }

  @Property
  void whatFollowsIsWrittenToo(
      @ForAll @Size(max = 9) List<@IntRange(min = 1, max = 99) Integer> cuts,
      @ForAll @Size(max = 20) byte[] trailing,
      @ForAll Framing.Ending ending,
      @ForAll @Size(max = 50) byte[] octets) {
    Framing framing = new Framing(cuts, Bytes.of(trailing), ending);
    assertEquals(Optional.of(framing), Framing.parse(framing.toString()));
    Bytes sent = framing.segments(Bytes.of(octets)).stream().reduce(Bytes.EMPTY, Bytes::plus);
    assertEquals(Bytes.of(octets).plus(Bytes.of(trailing)), sent);
  }

  @Test
  void manyCuts() {
    String text =
        IntStream.rangeClosed(1, 99_999)
            .mapToObj(Integer::toString)
            .collect(Collectors.joining("+"));
    assertTimeoutPreemptively(
        Duration.ofSeconds(10),
        () -> assertEquals(99_999, Framing.parse(text).orElseThrow().cuts().size()));
    assertTrue(Framing.parse(text + "+").isEmpty());
  }

  @Test
  void examples() {
    Bytes octets = Bytes.ofHex("00010203");
    assertEquals(List.of(octets), Framing.WHOLE.segments(octets));
    assertEquals(
        List.of(Bytes.ofHex("00"), Bytes.ofHex("010203")),
        new Framing(List.of(9, 1, 4, 0)).segments(octets));
    assertEquals("1+3", new Framing(List.of(3, 1, 3)).toString());
    assertEquals("whole", Framing.WHOLE.toString());
    assertEquals(
        "4~00ff/rst", new Framing(List.of(4), Bytes.ofHex("00ff"), Framing.Ending.RST).toString());
    assertEquals(List.of(Bytes.EMPTY), new Framing(List.of(1)).segments(Bytes.EMPTY));
  }
}
