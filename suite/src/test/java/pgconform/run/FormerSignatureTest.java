package pgconform.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import pgconform.exchange.Actual;
import pgconform.exchange.KeyWeakness;
import pgconform.link.Event;
import pgconform.testing.Deviations;
import pgconform.testing.Rows;
import pgconform.wire.AuthenticationMD5Password;
import pgconform.wire.Bytes;
import pgconform.wire.CopyDone;
import pgconform.wire.EncryptionResponse;

/** A file that was written before signatures were made of names is understood. */
class FormerSignatureTest {
  private static final Actual ERROR = Deviations.came(Rows.error("FATAL", "28000", "no"));
  private static final Bytes KEY = Bytes.ofHex("0a0b0c0d");

  private static final Map<String, Actual> CAME =
      Map.ofEntries(
          Map.entry("error", ERROR),
          Map.entry("md5", Deviations.came(new AuthenticationMD5Password(KEY))),
          Map.entry("refused with an error", refused(((Actual.Seen) ERROR).event())),
          Map.entry("refused with N", refused(event(new EncryptionResponse('N')))),
          Map.entry("refused with copy", refused(event(new CopyDone()))),
          Map.entry("refused with md5", refused(event(new AuthenticationMD5Password(KEY)))),
          Map.entry("refused by an end", refused(new Event.Closed(1, false, false))),
          Map.entry("refused by silence", new Actual.Refusal(Optional.empty(), "x")),
          Map.entry("outcome", new Actual.Outcome("down to 3.2", ((Actual.Seen) ERROR).event())),
          Map.entry("nothing", new Actual.Nothing()),
          Map.entry("room", new Actual.Room(3)),
          Map.entry("pair", weak(KeyWeakness.Weakness.REPEATED_BACKEND_KEY_DATA)),
          Map.entry("key", weak(KeyWeakness.Weakness.REPEATED_SECRET_KEY)),
          Map.entry("short", weak(KeyWeakness.Weakness.SHORT_SECRET_KEY)),
          Map.entry("bits", weak(KeyWeakness.Weakness.COUNTING_WORD)),
          Map.entry("rank", weak(KeyWeakness.Weakness.DEPENDENT_BITS)));

  private static Actual weak(KeyWeakness.Weakness weakness) {
    return new KeyWeakness(weakness, "x");
  }

  private static Event event(pgconform.wire.BackendMessage message) {
    return new Event.Received(1, message);
  }

  private static Actual refused(Event event) {
    return new Actual.Refusal(Optional.of(event), "x");
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "error | ErrorResponse 28000",
        "md5 | #",
        "refused with an error | the server refused the login: FATAL #: no such user",
        "refused with an error | SSLRequest was answered with ErrorResponse 28000",
        "refused with N | SSLRequest was answered with EncryptionResponse",
        "refused with copy | the server sent CopyDone during start-up",
        "refused with md5 | the server asks user x for a password and none was given",
        "refused with md5 | the server's SCRAM message was not accepted: no",
        "refused by an end | start-up ended with Closed",
        "refused by an end | the TLS handshake failed: Closed",
        "refused by silence | the server was silent during start-up until the time limit",
        "refused by silence | SSLRequest was answered with silence, not with S",
        "refused by silence | the TLS handshake failed: no answer in time",
        "outcome | down to #: ErrorResponse 28000",
        "nothing | nothing, until the time limit",
        "pair | two sessions have the same BackendKeyData",
        "key | # pairs of # sessions have the same secret key, such as #",
        "key | two of # sessions have the same secret key, such as #",
        "short | a secret key has # octets",
        "bits | # of # bits of the keys of # sessions can be predicted: from key to key",
        "rank | of # bits of the keys of # sessions only # are independent, the others follow",
      })
  void meansWhatIsNamedToday(String came, String former) {
    for (Map.Entry<String, Actual> other : CAME.entrySet()) {
      boolean same = other.getKey().equals(came) || kind(other).equals(kind(came));
      assertEquals(
          same || (former.equals("#") && kind(other).equals("AuthenticationMD5Password")),
          FormerSignature.means("c: " + former, Deviations.on("c", other.getValue())),
          other.getKey());
    }
    assertFalse(FormerSignature.means("c: " + former, Deviations.on("d", CAME.get(came))));
    assertTrue(FormerSignature.means("c: " + former, Deviations.on("c", CAME.get(came))));
  }

  private static String kind(Map.Entry<String, Actual> came) {
    return came.getValue().kind();
  }

  private static String kind(String came) {
    return CAME.get(came).kind();
  }
}
