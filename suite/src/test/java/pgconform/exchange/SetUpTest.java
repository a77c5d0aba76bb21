package pgconform.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import pgconform.link.Transport;

/** Which requirements judge what others only set up. */
class SetUpTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SESSION | a session | AUT-001 AUT-004 BKD-002 BKD-003 PST-001 VER-001",
        "END | the end of a session"
            + " | AUT-001 AUT-004 BKD-002 BKD-003 PST-001 TRM-001 TRM-002 VER-001",
        "CLIENT_SESSION | a session of the client | CLI-015 CLI-023b",
        "CLIENT_CANCEL | a CancelRequest of the client | CLI-001 CLI-015 CLI-023b",
        "PROXY_SESSION | a session through the proxy | PRX-022",
        "PROXY_CANCEL | a cancel that reaches the server behind the proxy"
            + " | PRX-001 PRX-003 PRX-022",
      })
  void whoJudgesTheSessionOfTheRoleJudgesAllThatNeedsIt(SetUp kind, String words, String judges) {
    assertEquals(words, kind.toString());
    assertEquals(List.of(judges.split(" ", -1)), List.copyOf(kind.judges()));
  }

  /** The order is that of the kinds, so the judges of sessions come first. */
  @Test
  void allJudgesAreThoseOfAllKinds() {
    Set<String> all = SetUp.allJudges();
    Set<String> each = new TreeSet<>();
    for (SetUp kind : SetUp.values()) {
      each.addAll(kind.judges());
    }
    assertEquals(each, new TreeSet<>(all));
    assertEquals(
        List.copyOf(SetUp.SESSION.judges()),
        new ArrayList<>(all).subList(0, SetUp.SESSION.judges().size()));
  }

  @ParameterizedTest
  @EnumSource
  void aSessionIsJudgedAsItIsReached(Transport transport) {
    SetUp kind =
        switch (transport) {
          case PLAIN -> SetUp.SESSION;
          case TLS -> SetUp.TLS_SESSION;
          case DIRECT_TLS -> SetUp.DIRECT_TLS_SESSION;
          case PLAIN_AFTER_GSS, TLS_AFTER_GSS, PLAIN_AFTER_SSL -> SetUp.AFTER_A_REFUSAL;
          case UNIX_SOCKET -> SetUp.UNIX_SOCKET_SESSION;
        };
    assertEquals(kind, SetUp.session(transport));
  }
}
