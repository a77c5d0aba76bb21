package pgconform.run;

import java.util.List;
import java.util.function.Consumer;

/** Several listeners as one, which passes on one event at a time. */
final class Listeners implements RunListener {
  private final List<RunListener> listeners;

  Listeners(List<RunListener> listeners) {
    this.listeners = List.copyOf(listeners);
  }

  private synchronized void each(Consumer<RunListener> event) {
    listeners.forEach(event);
  }

  @Override
  public void runStarted(Plan plan) {
    each(listener -> listener.runStarted(plan));
  }

  @Override
  public void targetStarted(Plan.Target planned, TargetInfo target) {
    each(listener -> listener.targetStarted(planned, target));
  }

  @Override
  public void requirementStarted(Plan.Requirement requirement) {
    each(listener -> listener.requirementStarted(requirement));
  }

  @Override
  public void requirementFinished(Plan.Requirement requirement, Result result) {
    each(listener -> listener.requirementFinished(requirement, result));
  }

  @Override
  public void targetFinished(Plan.Target planned, TargetInfo target) {
    each(listener -> listener.targetFinished(planned, target));
  }

  @Override
  public void runFinished(RunResult result) {
    each(listener -> listener.runFinished(result));
  }
}
