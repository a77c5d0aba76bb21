package pgconform.exchange;

import pgconform.link.Deadline;
import pgconform.session.Login;

/** The other side of a case, as far as whoever waits for it needs to know it. */
interface Peer {
  /** When an answer has to be there that the other side begins to owe now. */
  Deadline deadline();

  /** The login that sessions use unless a step says otherwise. */
  Login defaultLogin();
}
