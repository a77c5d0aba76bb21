package pgconform.junit;

import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.UniqueId;
import org.junit.platform.engine.support.descriptor.AbstractTestDescriptor;
import org.junit.platform.engine.support.descriptor.ClassSource;

/** A class of the user's that has the areas of requirements as its children. */
final class ConformanceClass extends AbstractTestDescriptor {
  /** The word that stands for a class in unique ids. */
  static final String SEGMENT = "class";

  private final transient Class<?> type;
  private final transient Optional<Choice> choice;
  private final transient Optional<WrongUse> wrong;

  /**
   * A class whose use is right or wrong; what is wrong is reported when it runs.
   *
   * @param choice the requirements that it can be judged by; empty if something is wrong
   */
  ConformanceClass(
      UniqueId parent, Class<?> type, Optional<Choice> choice, Optional<WrongUse> wrong) {
    super(parent.append(SEGMENT, type.getName()), type.getSimpleName(), ClassSource.from(type));
    this.type = type;
    this.choice = choice;
    this.wrong = wrong;
  }

  Class<?> type() {
    return type;
  }

  Optional<Choice> choice() {
    return choice;
  }

  Optional<WrongUse> wrong() {
    return wrong;
  }

  /** Returns the requirements that are left in the tree, in its order. */
  Set<Requirement> requirements() {
    Set<Requirement> all = new LinkedHashSet<>();
    for (TestDescriptor area : getChildren()) {
      area.getChildren().forEach(each -> all.add((Requirement) each));
    }
    return all;
  }

  @Override
  public Type getType() {
    return Type.CONTAINER;
  }

  /** Only the run shows what explains a blocked requirement, and what is wrong. */
  @Override
  public boolean mayRegisterTests() {
    return true;
  }
}
