package io.labkeeper.checks;

import io.fabric8.kubernetes.api.model.KubernetesResource;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Collection;
import java.util.Map;

/** Finds, anywhere in an object of fabric8's model, what stands in it without being a field of Kubernetes' type. */
final class UnknownFields {
    private UnknownFields() {}

    static void refuse(KubernetesResource object) {
        look(object, object.getClass().getSimpleName());
    }

    private static void look(Object value, String where) {
        if (value instanceof Collection<?> many) {
            many.forEach(each -> look(each, where + "[]"));
        } else if (value instanceof Map<?, ?> named) {
            named.forEach((key, each) -> look(each, where + "." + key));
        } else if (value != null
                && value.getClass().getName().startsWith("io.fabric8.kubernetes.api.model.")
                && !value.getClass().isEnum()) {
            fields(value, value.getClass(), where);
        }
    }

    private static void fields(Object object, Class<?> type, String where) {
        for (Class<?> at = type; at != null && at != Object.class; at = at.getSuperclass()) {
            for (Field field : at.getDeclaredFields()) {
                if (!Modifier.isStatic(field.getModifiers())) {
                    look(object, field, where);
                }
            }
        }
    }

    private static void look(Object object, Field field, String where) {
        try {
            field.setAccessible(true);
            Object value = field.get(object);
            if (field.getName().equals("additionalProperties")) {
                if (value instanceof Map<?, ?> unknown && !unknown.isEmpty()) {
                    throw new AssertionError("Kubernetes does not know " + where + "." + unknown.keySet());
                }
                return;
            }
            look(value, where + "." + field.getName());
        } catch (IllegalAccessException e) {
            throw new AssertionError(e);
        }
    }
}
