package io.tapedeck.tools;

import java.util.Arrays;
import java.util.Locale;
import java.util.function.UnaryOperator;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Takes the default of an option from its variable: {@code --sync-every} from {@code TAPEDECK_SYNC_EVERY}. */
final class EnvironmentDefaults implements IDefaultValueProvider {
    private final UnaryOperator<String> environment;

    EnvironmentDefaults(UnaryOperator<String> environment) {
        this.environment = environment;
    }

    @Override
    public String defaultValue(ArgSpec spec) {
        if (!(spec instanceof OptionSpec option) || option.usageHelp() || option.versionHelp()) {
            return null;
        }
        String value = environment.apply(variable(option));
        if (value == null || value.isBlank()) {
            return null;
        }
        return option.typeInfo().isBoolean() ? truth(value) : value.strip();
    }

    /** Says from which variable a wrong value came; nothing where it was typed, or is of none. */
    String origin(ArgSpec spec, String[] arguments) {
        if (!(spec instanceof OptionSpec option) || defaultValue(option) == null) {
            return "";
        }
        boolean typed = Arrays.stream(arguments)
                .anyMatch(word -> Arrays.stream(option.names())
                        .anyMatch(name -> word.equals(name) || word.startsWith(name + "=")));
        return typed ? "" : "; it comes from " + variable(option);
    }

    static String variable(OptionSpec option) {
        return "TAPEDECK_"
                + option.longestName().replaceFirst("^-+", "").replace('-', '_').toUpperCase(Locale.ROOT);
    }

    private static String truth(String value) {
        return switch (value.strip().toLowerCase(Locale.ROOT)) {
            case "1", "yes", "on" -> "true";
            case "0", "no", "off" -> "false";
            default -> value.strip();
        };
    }
}
