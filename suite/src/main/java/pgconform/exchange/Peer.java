package pgconform.exchange;

import pgconform.link.Deadline;
import pgconform.session.Login;

/**
 * The other side of a case, as seen by the steps that wait for it: its time limit and its default
 * login.
 */
interface Peer {
  /** When an answer has to be there that the other side begins to owe now. */
  Deadline deadline();

  /** The login that sessions use unless a step says otherwise. */
  Login defaultLogin();
}
