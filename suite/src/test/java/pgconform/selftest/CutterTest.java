package pgconform.selftest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import pgconform.wire.Bytes;
import pgconform.wire.Query;
import pgconform.wire.SSLRequest;
import pgconform.wire.Sync;

class CutterTest {
  @Test
  void cutsPacketsAndMessagesHoweverTheyCome() {
    Bytes request = new SSLRequest().encode();
    Bytes messages = new Query("select 1").encode().plus(new Sync().encode());
    Cutter cutter = new Cutter("QS");
    for (int i = 0; i < request.size(); i++) {
      assertEquals(Optional.empty(), cutter.next());
      cutter.feed(request.slice(i, i + 1));
    }
    assertEquals(Optional.of(request), cutter.next());
    cutter.typed();
    cutter.feed(messages);
    assertEquals(Optional.of(new Query("select 1").encode()), cutter.next());
    assertEquals(Optional.of(new Sync().encode()), cutter.next());
    assertEquals(Optional.empty(), cutter.next());
    assertFalse(cutter.isRaw());
  }

  @Test
  void passesOnAtOnceWhatCanBeNoMessage() {
    for (String hex : new String[] {"00000003", "00002715", "ffffffff", "47455420"}) {
      Cutter cutter = new Cutter("QS");
      cutter.feed(Bytes.ofHex(hex));
      assertEquals(Optional.of(Bytes.ofHex(hex)), cutter.next());
      assertTrue(cutter.isRaw());
    }
    Cutter typed = new Cutter("QS");
    typed.typed();
    typed.feed(Bytes.ofHex("00"));
    assertEquals(Optional.of(Bytes.ofHex("00")), typed.next());
  }

  @Test
  void keepsWhatIsNotComplete() {
    Cutter cutter = new Cutter("QS");
    cutter.feed(Bytes.ofHex("00000010 04d2"));
    assertEquals(Optional.empty(), cutter.next());
    assertEquals(Bytes.ofHex("00000010 04d2"), cutter.rest());
  }
}
