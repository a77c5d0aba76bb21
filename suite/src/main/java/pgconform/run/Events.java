package pgconform.run;

import java.util.List;
import java.util.function.Consumer;

/** Notifies listeners of what happens, one event at a time. */
record Events(List<RunListener> listeners) {
  synchronized void tell(Consumer<RunListener> event) {
    listeners.forEach(event);
  }

  /** Runs an action while no listener is notified. */
  synchronized void quietly(Runnable action) {
    action.run();
  }
}
