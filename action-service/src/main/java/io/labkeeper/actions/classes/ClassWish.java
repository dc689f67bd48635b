package io.labkeeper.actions.classes;

import java.util.Set;

/** How a class is to be. What is null stays as it is; a new class has none of it. */
record ClassWish(String name, Set<String> teachers, Set<String> members, Set<ClassVm> vms) {}
