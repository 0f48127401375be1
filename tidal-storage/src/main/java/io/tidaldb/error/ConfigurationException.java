package io.tidaldb.error;

/**
 * A setting with a value that cannot be. The message says which setting, which value and what is
 * allowed; the code is {@link ErrorCode#INVALID_CONFIGURATION}.
 */
public final class ConfigurationException extends TidalException {
    private static final long serialVersionUID = 1L;

    private final String setting;

    /**
     * @param setting the setting's name, as the builder of a database spells it
     * @param value what it was set to; null where it was not set
     * @param problem what is wrong with that and what is allowed, such as "it must be 1 to 8"
     */
    public ConfigurationException(String setting, Object value, String problem) {
        this(setting, value, problem, null);
    }

    /** The same with what showed that the value cannot be. */
    public ConfigurationException(String setting, Object value, String problem, Throwable cause) {
        super(
                ErrorCode.INVALID_CONFIGURATION,
                setting + " is " + (value == null ? "not set" : value) + ": " + problem,
                cause);
        this.setting = setting;
    }

    /** The setting's name, such as {@code walDir}. */
    public String setting() {
        return setting;
    }
}
