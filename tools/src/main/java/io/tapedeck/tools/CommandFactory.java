package io.tapedeck.tools;

import java.lang.reflect.Constructor;
import java.util.function.UnaryOperator;
import picocli.CommandLine;

/** Makes commands: with the terminal or the environment where their constructor asks for it, as picocli does otherwise. */
final class CommandFactory implements CommandLine.IFactory {
    private final Terminal terminal;
    private final UnaryOperator<String> environment;
    private final CommandLine.IFactory plain = CommandLine.defaultFactory();

    CommandFactory(Terminal terminal, UnaryOperator<String> environment) {
        this.terminal = terminal;
        this.environment = environment;
    }

    @Override
    public <K> K create(Class<K> type) throws Exception {
        if (type == TokenOption.class) {
            return type.cast(new TokenOption(environment));
        }
        for (Constructor<?> constructor : type.getDeclaredConstructors()) {
            if (constructor.getParameterCount() == 1 && constructor.getParameterTypes()[0] == Terminal.class) {
                return type.cast(constructor.newInstance(terminal));
            }
        }
        return plain.create(type);
    }
}
