package pgconform.run;

import java.util.List;
import java.util.function.Consumer;

/** Tells listeners what happens, one event at a time. */
record Events(List<RunListener> listeners) {
  synchronized void tell(Consumer<RunListener> event) {
    listeners.forEach(event);
  }

  /** Does something while nothing is told. */
  synchronized void quietly(Runnable action) {
    action.run();
  }
}
