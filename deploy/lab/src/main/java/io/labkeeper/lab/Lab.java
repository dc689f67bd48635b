package io.labkeeper.lab;

import io.labkeeper.embedded.ServerFailure;
import io.labkeeper.lab.command.DemoCommand;
import io.labkeeper.lab.command.DownCommand;
import io.labkeeper.lab.command.LogsCommand;
import io.labkeeper.lab.command.StatusCommand;
import io.labkeeper.lab.command.SupportCommand;
import io.labkeeper.lab.command.TokenCommand;
import io.labkeeper.lab.command.UpCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Everything on one machine. */
@Command(
        name = "lab",
        description = "Labkeeper on this machine: stores, simulated or real Proxmox clusters, services, gateway.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "./lab prove breaks a lab on purpose and prints what it measured: see ./lab prove --help",
            "./lab bench measures what things cost: see ./lab bench --help"
        },
        mixinStandardHelpOptions = true,
        subcommands = {
            UpCommand.class,
            StatusCommand.class,
            LogsCommand.class,
            TokenCommand.class,
            DownCommand.class,
            SupportCommand.class,
            DemoCommand.class
        })
public final class Lab {
    private Lab() {}

    public static void main(String[] arguments) {
        int code = commandLine().execute(arguments);
        // The support process lives on after its command has returned.
        if (code != SupportCommand.STAYS) {
            System.exit(code);
        }
    }

    static CommandLine commandLine() {
        CommandLine line = new CommandLine(new Lab());
        line.setParameterExceptionHandler((exception, arguments) ->
                complain(exception.getCommandLine(), exception.getMessage() + " (see ./lab --help)", LabError.USAGE));
        line.setExecutionExceptionHandler(Lab::handle);
        return line;
    }

    private static int handle(Exception exception, CommandLine line, CommandLine.ParseResult parsed) {
        if (exception instanceof LabError error) {
            return complain(line, error.getMessage(), error.exitCode());
        }
        if (exception instanceof ServerFailure failure) {
            return complain(line, failure.getMessage(), LabError.FAILED);
        }
        exception.printStackTrace(line.getErr());
        return LabError.FAILED;
    }

    private static int complain(CommandLine line, String message, int code) {
        line.getErr().println("lab: " + message);
        return code;
    }
}
