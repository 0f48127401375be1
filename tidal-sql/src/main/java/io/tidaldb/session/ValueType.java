package io.tidaldb.session;

/**
 * The SQL type of a result column or a parameter.
 *
 * @param jdbcType a constant of {@link java.sql.Types}
 * @param name as SQL writes it, without precision: BIGINT, VARCHAR, REAL ARRAY
 * @param precision digits, characters or bytes; 0 where it has no meaning or no limit
 * @param scale digits after the point; 0 where it has no meaning
 * @param element the element's type of an array, otherwise null
 */
public record ValueType(int jdbcType, String name, int precision, int scale, ValueType element) {}
