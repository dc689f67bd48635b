-- VMs are asked for by their number alone, without the cluster that comes first in the primary key; and what a class was given, by class.
CREATE INDEX vm_inventory_vmid ON vm_inventory (vmid);
CREATE INDEX vm_assignment_vmid ON vm_assignment (vmid);
CREATE INDEX vm_assignment_class ON vm_assignment (class_id) WHERE class_id IS NOT NULL;
