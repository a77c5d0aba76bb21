package pgconform.property;

import java.util.List;
import pgconform.wire.Parameter;

/** Parameters of a StartupMessage, in order. */
public record ParameterList(List<Parameter> entries) {
  public ParameterList {
    entries = List.copyOf(entries);
  }
}
